/** Servers from the environment and from servers.yaml, their credentials and secrets, and the folders of baksh. */
package dev.baksh.client.config;
