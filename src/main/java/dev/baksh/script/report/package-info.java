/** Reports about a run, and the runbook that proposes to undo the run. */
package dev.baksh.script.report;
