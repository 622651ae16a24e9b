package dev.berth.cli.jobs;

import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteJobs.RemoteJob;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Command `berth jobs list`.
@Command(name = "list", description = "Lists your jobs, latest first.")
public final class ListJobsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final JobAddress address = new JobAddress();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many jobs; 1 to 1000, ${DEFAULT-VALUE} unless set.",
            defaultValue = "100")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    public ListJobsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<RemoteJob> jobs = address.with(server -> server.list(limit));
        if (json) {
            jobs.forEach(job -> terminal.out().println(job.json()));
        } else if (jobs.isEmpty()) {
            terminal.say("no jobs; `berth jobs submit URL NAME FILE` submits one");
        } else {
            var table = new Table("JOB", "OF", "STATE", "DONE", "RECORDS", "PROBLEMS");
            for (RemoteJob job : jobs) {
                table.row(
                        job.id(),
                        job.target(),
                        job.state(),
                        String.valueOf(job.done()),
                        String.valueOf(job.records()),
                        String.valueOf(job.failed()));
                job.problem().ifPresent(problem -> table.note(problem.toString()));
            }
            table.print(terminal.out());
        }
        return 0;
    }
}
