package dev.berth.cli.jobs;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteJobs;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Command `berth jobs result`.
@Command(
        name = "result",
        description = {
            "Prints the result of a job that has ended: a JSON line for each record, in order, with",
            "`record` and either `prediction` or `problem`."
        })
public final class JobResultCommand implements Callable<Integer> {
    /// Records of one request, so that memory does not grow with the job.
    private static final int PAGE_RECORDS = 1000;

    private final Terminal terminal;

    @Mixin private final JobAddress address = new JobAddress();

    @Parameters(index = "1", paramLabel = "ID", description = "The job.")
    private String id = "";

    public JobResultCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String job = JobAddress.requireId(id);
        return address.with(
                server -> {
                    print(server, job, terminal.out());
                    return 0;
                });
    }

    static void print(RemoteJobs server, String job, PrintStream out) {
        long from = 0;
        while (true) {
            String lines = server.result(job, from, PAGE_RECORDS);
            out.print(lines);
            long count = lines.lines().count();
            if (count < PAGE_RECORDS) {
                out.flush();
                return;
            }
            from += count;
        }
    }
}
