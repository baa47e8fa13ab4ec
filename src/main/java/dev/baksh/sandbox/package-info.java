/**
 * Stateful N2WS and Portworx Backup servers on loopback, written from what is publicly known of the real ones (n2ws-api,
 * px-api, keycloak) and importing nothing of the client, so that they cannot share its mistakes.
 *
 * <p>What the public material leaves open is chosen once and marked with the word "assumption".
 */
package dev.baksh.sandbox;
