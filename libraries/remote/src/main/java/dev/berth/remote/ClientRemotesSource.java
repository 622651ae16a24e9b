package dev.berth.remote;

import dev.berth.core.system.RemoteCluster;
import dev.berth.endpoint.execution.Remotes;
import java.util.List;
import java.util.function.Supplier;

/// [ClientRemotes#of] with the variables of this process, for discovery by service file.
public final class ClientRemotesSource implements Remotes.Source {
    /// For `java.util.ServiceLoader`.
    public ClientRemotesSource() {}

    @Override
    public Remotes of(Supplier<List<RemoteCluster>> declared) {
        return ClientRemotes.of(declared, System.getenv());
    }
}
