package dev.berth.cli.jobs;

import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.target.RemoteJobs;
import dev.berth.cli.target.RemoteTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Parameter of the server that has the jobs, with the credentials for it.
final class JobAddress {
    @Parameters(index = "0", paramLabel = "URL", description = "The server's address.")
    private String url = "";

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    /// Does something with the server's jobs.
    <T> T with(Function<RemoteJobs, T> action) {
        try (RemoteTarget server = RemoteTarget.at(url, credentials.credentials())) {
            return action.apply(new RemoteJobs(server));
        }
    }

    /// The id, if a job can have it: it becomes part of a path.
    ///
    /// @throws ProblemException `usage`
    static String requireId(String id) {
        if (id.matches("[A-Za-z0-9_-]{1,64}")) {
            return id;
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "'" + SanitizedText.of(id) + "' is no id of a job",
                "give one that `berth jobs list` prints");
    }
}
