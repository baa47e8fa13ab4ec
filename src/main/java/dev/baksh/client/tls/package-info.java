/** Trust in server certificates: trust manager, known hosts, session cache. */
package dev.baksh.client.tls;
