/** Roles, users and groups of Portworx Backup, and the tokens of its Keycloak. */
package dev.baksh.client.px.backend;
