/** Interactive shell: loop, line reader, jobs, history, pager and help pages. */
package dev.baksh.shell;
