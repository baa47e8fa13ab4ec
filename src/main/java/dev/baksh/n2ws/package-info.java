/** The client of N2WS Backup &amp; Recovery: its tokens, its errors, its pages, and verbs that are more than one call. */
package dev.baksh.n2ws;
