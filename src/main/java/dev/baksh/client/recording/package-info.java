/** Recording of the responses of a run, and replay without a server. */
package dev.baksh.client.recording;
