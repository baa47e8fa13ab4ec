/** Protocol of the N2WS sandbox: routes, fields, lists, errors and status codes. */
package dev.baksh.sandbox.n2ws.protocol;
