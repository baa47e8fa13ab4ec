/** Which servers there are, how they are trusted, and where their secrets come from. */
package dev.baksh.config;
