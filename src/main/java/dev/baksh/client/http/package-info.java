/** HTTP transport: requests, responses, connections, proxies, downloads and redaction. Only this package uses OkHttp. */
package dev.baksh.client.http;
