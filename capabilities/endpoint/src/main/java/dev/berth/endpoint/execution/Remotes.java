package dev.berth.endpoint.execution;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.RemoteCluster;
import dev.berth.serving.request.Lease;
import java.util.List;
import java.util.function.Supplier;

/// Calls of other servers by steps. Supplied by the component that opens endpoints, since this
/// capability has no network. Thread-safe.
public interface Remotes extends AutoCloseable {

    /// What it takes and gives, as its servers say or said lately. May block for some seconds.
    ///
    /// @throws ProblemException with the reason if that cannot be found out
    Signature signature(Callee.Remote callee);

    /// The right to send it one request. Never blocks.
    ///
    /// @throws ProblemException if its signature is not known, or there are no such servers
    Lease lease(Callee.Remote callee);

    @Override
    void close();

    /// Factory of the remotes of a system.
    interface Source {
        /// Those that it declares.
        ///
        /// @param declared the declarations of `berth.yaml`, read at each use as they may change
        Remotes of(Supplier<List<RemoteCluster>> declared);
    }

    /// For a process that calls no other servers.
    static Remotes none() {
        return new Remotes() {
            @Override
            public Signature signature(Callee.Remote callee) {
                throw unknown(callee);
            }

            @Override
            public Lease lease(Callee.Remote callee) {
                throw unknown(callee);
            }

            private static ProblemException unknown(Callee.Remote callee) {
                return new ProblemException(
                        ProblemCode.ENDPOINT_NOT_READY,
                        "'" + callee + "' is of other servers, which are not called here",
                        "serve the system with `berth up`");
            }

            @Override
            public void close() {}
        };
    }
}
