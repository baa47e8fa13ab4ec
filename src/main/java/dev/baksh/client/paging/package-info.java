/** Listings that are complete or fail: page cursors, prefetching and scans. */
package dev.baksh.client.paging;
