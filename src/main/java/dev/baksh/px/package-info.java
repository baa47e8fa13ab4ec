/** The client of Portworx Backup: tokens of its Keycloak, its envelope and errors, roles and users. */
package dev.baksh.px;
