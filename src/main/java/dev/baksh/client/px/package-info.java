/** Client of Portworx Backup. */
package dev.baksh.client.px;
