package dev.berth.deploy.image;

import dev.berth.contribution.CommandContribution;

/// Contribution of the command `berth image`.
public final class ImageContribution implements CommandContribution {
    /// For `ServiceLoader`.
    public ImageContribution() {}

    @Override
    public String name() {
        return "image";
    }

    @Override
    public Object command(Streams streams) {
        return new ImageCommand(streams);
    }
}
