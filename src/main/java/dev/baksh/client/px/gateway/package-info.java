/** Backup REST gateway of Portworx Backup. */
package dev.baksh.client.px.gateway;
