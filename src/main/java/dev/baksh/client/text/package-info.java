/** Text that users run or copy: generated Groovy source and words of a shell; named values in any text. */
package dev.baksh.client.text;
