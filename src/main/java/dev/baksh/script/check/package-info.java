/** Static check of a script: writes, types and names, without a run of the script. */
package dev.baksh.script.check;
