/** Text that users run or copy: generated Groovy source and words of a shell. */
package dev.baksh.client.text;
