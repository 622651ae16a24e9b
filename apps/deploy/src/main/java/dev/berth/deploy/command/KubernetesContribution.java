package dev.berth.deploy.command;

import dev.berth.contribution.CommandContribution;

/// The command `berth kubernetes`.
public final class KubernetesContribution implements CommandContribution {
    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public Object command(Streams streams) {
        return new KubernetesCommand(streams);
    }
}
