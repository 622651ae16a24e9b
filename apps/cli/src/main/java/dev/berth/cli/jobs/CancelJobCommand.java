package dev.berth.cli.jobs;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteJobs.RemoteJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Command `berth jobs cancel`.
@Command(
        name = "cancel",
        description =
                "Gives a job up; what was predicted stays its result. One that has ended stays.")
public final class CancelJobCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final JobAddress address = new JobAddress();

    @Parameters(index = "1", paramLabel = "ID", description = "The job.")
    private String id = "";

    public CancelJobCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String wanted = JobAddress.requireId(id);
        RemoteJob job = address.with(server -> server.cancel(wanted));
        terminal.say(
                "job %s is %s: %,d of %,d records"
                        .formatted(job.id(), job.state(), job.done(), job.records()));
        return 0;
    }
}
