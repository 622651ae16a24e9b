package dev.berth.cli.jobs;

import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.RemoteJobs;
import dev.berth.cli.target.RemoteJobs.RemoteJob;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth jobs submit`.
@Command(
        name = "submit",
        description = {"Submits the records of a file as a job, and prints its id.", ""},
        footer = {
            "  berth jobs submit http://localhost:8080 credit records.jsonl",
            "  berth jobs submit http://localhost:8080 credit records.jsonl --wait > predictions.jsonl"
        })
public final class SubmitJobCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final JobAddress address = new JobAddress();

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "The model, as name or name@version, or the endpoint.")
    private String name = "";

    @Parameters(
            index = "2",
            paramLabel = "FILE",
            description =
                    "Records as JSON lines, or as a JSON array of objects; - reads standard input.")
    private String file = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: submitted again with it, it is the same job.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long the job may take, such as 2h; the server's limit unless set.")
    private Optional<String> timeout = Optional.empty();

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "Where the server announces the end of the job.")
    private Optional<String> webhook = Optional.empty();

    @Option(
            names = "--wait",
            description =
                    "Wait for its end and print its result. Exits with 1 unless it succeeded.")
    private boolean wait;

    public SubmitJobCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ModelChoice choice = ModelChoice.parse(name);
        byte[] body = JobRecords.body(JobRecords.read(file, terminal), options(choice));
        String idempotencyKey = key.orElseGet(() -> UUID.randomUUID().toString());
        return address.with(server -> run(server, choice, body, idempotencyKey));
    }

    private Map<String, String> options(ModelChoice choice) {
        Map<String, String> options = new LinkedHashMap<>();
        choice.version().ifPresent(version -> options.put("version", version.value()));
        timeout.ifPresent(time -> options.put("timeout", time));
        webhook.ifPresent(url -> options.put("webhook", url));
        return options;
    }

    private int run(RemoteJobs server, ModelChoice choice, byte[] body, String idempotencyKey) {
        RemoteJob job = submit(server, choice, body, idempotencyKey);
        if (!wait) {
            terminal.out().println(job.id());
            return 0;
        }
        RemoteJob ended = JobWait.await(server, job.id(), terminal);
        if (ended.done() > 0) {
            JobResultCommand.print(server, ended.id(), terminal.out());
        }
        return JobWait.report(ended, terminal);
    }

    private static RemoteJob submit(
            RemoteJobs server, ModelChoice choice, byte[] body, String idempotencyKey) {
        try {
            return server.submit(choice, body, idempotencyKey);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            if (problem.code() != ProblemCode.MODEL_NOT_READY) {
                throw e;
            }
            // The answer may have been lost on its way.
            throw new ProblemException(
                    Problem.of(
                            problem.code(),
                            problem.message(),
                            problem.remedy()
                                    + "; run it again with `--key "
                                    + idempotencyKey
                                    + "`, and it is not submitted twice"),
                    e);
        }
    }
}
