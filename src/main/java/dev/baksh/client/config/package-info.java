/** Servers from the environment and from servers.yaml, their credentials and secrets, and the directories of baksh. */
package dev.baksh.client.config;
