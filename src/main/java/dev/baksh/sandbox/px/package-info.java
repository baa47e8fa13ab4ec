/** Stateful emulator of the Portworx Backup backend and its Keycloak. */
package dev.baksh.sandbox.px;
