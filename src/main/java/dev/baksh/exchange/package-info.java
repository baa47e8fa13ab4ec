/**
 * The only room that sends: gate, journal, tokens, deadlines, retries, TLS, JSON, paging. No other room sees OkHttp.
 */
package dev.baksh.exchange;
