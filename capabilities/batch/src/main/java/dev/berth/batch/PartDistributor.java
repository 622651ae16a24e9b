package dev.berth.batch;

import java.util.List;
import java.util.concurrent.Future;

/// Distributor of the parts of a job among other processes, such as the executors of a cluster.
@FunctionalInterface
public interface PartDistributor {
    /// Begins to have parts scored, each at least once, by [PartWorker#run].
    ///
    /// @param tasks at least one
    /// @return completes with what each part came to, in their order; fails if the cluster does
    Future<List<PartResult>> distribute(List<PartTask> tasks);
}
