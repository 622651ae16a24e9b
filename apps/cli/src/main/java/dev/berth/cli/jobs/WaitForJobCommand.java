package dev.berth.cli.jobs;

import dev.berth.cli.console.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Command `berth jobs wait`.
@Command(
        name = "wait",
        description = "Waits for the end of a job. Exits with 1 unless it succeeded.")
public final class WaitForJobCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final JobAddress address = new JobAddress();

    @Parameters(index = "1", paramLabel = "ID", description = "The job.")
    private String id = "";

    public WaitForJobCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String job = JobAddress.requireId(id);
        return JobWait.report(
                address.with(server -> JobWait.await(server, job, terminal)), terminal);
    }
}
