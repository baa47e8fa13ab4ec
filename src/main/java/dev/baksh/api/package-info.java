/**
 * The words every other room shares: what a server offers ({@link dev.baksh.api.Catalog}), what goes down
 * ({@link dev.baksh.api.Call}), what comes up ({@link dev.baksh.api.Row}), and how it fails.
 *
 * <p>Imports the JDK and Jackson only.
 */
package dev.baksh.api;
