/** Stateful emulator of the Backup REST gateway. */
package dev.baksh.sandbox.gateway;
