/** Client of N2WS Backup and Recovery. */
package dev.baksh.client.n2ws;
