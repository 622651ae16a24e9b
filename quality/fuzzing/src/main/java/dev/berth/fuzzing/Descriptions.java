package dev.berth.fuzzing;

import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Fuzz target: a `model.yaml`, which yields a package or validation errors.
final class Descriptions implements Target {
    private final FuzzSystem system = FuzzSystem.described();

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(FuzzSystem.KINDS), Bytes.utf8(FuzzSystem.TINY));
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Files.write(system.description("kinds"), bytes);
        for (PackageEntry entry : system.catalog().read().part(Models.class).packages()) {
            if (entry instanceof PackageEntry.Broken broken && broken.errors().isEmpty()) {
                throw new AssertionError("broken without an error");
            }
        }
    }
}
