package dev.berth.cli.jobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Command `berth jobs`, the parent of the commands for jobs of a server.
@Command(
        name = "jobs",
        description = {"Submits jobs to a server, waits for them and fetches their results.", ""},
        footer = {
            "  berth jobs submit http://localhost:8080 credit records.jsonl --wait",
            "  berth jobs list http://localhost:8080",
            "  berth jobs wait http://localhost:8080 ID",
            "  berth jobs result http://localhost:8080 ID > predictions.jsonl",
            "  berth jobs cancel http://localhost:8080 ID"
        })
public final class JobsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of the commands of `jobs`");
    }
}
