package dev.berth.jobs.server;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.Endpoints;
import dev.berth.jobs.JobOptions;
import dev.berth.jobs.JobSubmission.Block;
import dev.berth.jobs.JobTarget;
import dev.berth.protocol.record.PartialRequest;
import dev.berth.protocol.record.RecordReader;
import dev.berth.serving.ModelServer;
import dev.berth.serving.request.Lease;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Check of submissions against the model or endpoint that they are for, so that a mistake in all
/// records is found before the job is taken. Thread-safe.
final class TargetCheck {
    private final ModelServer models;
    private final Endpoints endpoints;

    TargetCheck(ModelServer models, Endpoints endpoints) {
        this.models = models;
        this.endpoints = endpoints;
    }

    /// The most records that a block may have.
    ///
    /// @throws dev.berth.core.ProblemException if there is no such model or endpoint
    int recordsMax(JobTarget.Kind kind, String name) {
        try (Lease lease = lease(new JobTarget(kind, name, Optional.empty()))) {
            return lease == null ? JobOptions.BLOCK_RECORDS_MAX : lease.limit().recordsMax();
        }
    }

    /// Fails if no record of the first block fits the signature: then the others will hardly do.
    /// One that fits is enough, as each record stands for itself.
    ///
    /// @throws dev.berth.core.ProblemException of the first record
    void check(JobTarget target, Block first) {
        try (Lease lease = lease(target)) {
            if (lease == null) {
                return;
            }
            ByteBuffer body = first.body();
            var bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            TensorPool pool = models.pool();
            try (PartialRequest read =
                    new RecordReader(lease.signature(), pool).readEach(bytes, 0, bytes.length)) {
                boolean isSomeValid =
                        read.records().stream().anyMatch(PartialRequest.Valid.class::isInstance);
                if (!isSomeValid
                        && read.records().getFirst()
                                instanceof PartialRequest.Invalid(var problem)) {
                    throw problem.asException();
                }
            }
        }
    }

    /// @return null if the model is on-demand and not in memory
    private @Nullable Lease lease(JobTarget target) {
        return switch (target.kind()) {
            case MODEL ->
                    models.acquireNow(
                            new ModelName(target.name()), target.version().map(ModelVersion::new));
            case ENDPOINT -> endpoints.acquire(new EndpointName(target.name()));
        };
    }
}
