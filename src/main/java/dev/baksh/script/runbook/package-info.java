/** Runbooks: parameters, steps, resume and maintenance windows. */
package dev.baksh.script.runbook;
