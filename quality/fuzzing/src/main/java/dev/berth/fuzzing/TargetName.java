package dev.berth.fuzzing;

import java.util.Locale;
import java.util.function.Supplier;

/// The targets by the names that the command line knows.
enum TargetName {
    INFER_BODIES(InferBodies::new),
    RECORDS(Records::new),
    INFER_MESSAGES(InferMessageBytes::new),
    LOAD_BODIES(LoadBodies::new),
    DESCRIPTIONS(Descriptions::new),
    ARCHIVES(Archives::new),
    HTTP_BODIES(HttpBodies::new),
    HTTP_BYTES(HttpBytes::new),
    HTTP2_FRAMES(Http2Frames::new),
    GRPC_MESSAGES(GrpcMessages::new);

    private final Supplier<Target> open;

    TargetName(Supplier<Target> open) {
        this.open = open;
    }

    /// Makes it ready, with a server where it needs one.
    Target open() {
        return open.get();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @throws IllegalArgumentException if there is none of this name
    static TargetName of(String text) {
        for (TargetName name : values()) {
            if (name.text().equals(text)) {
                return name;
            }
        }
        throw new IllegalArgumentException("no target " + text);
    }
}
