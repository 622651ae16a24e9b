package dev.berth.serving;

import dev.berth.catalog.profile.Processor;
import dev.berth.catalog.profile.TuningProfile;
import dev.berth.catalog.profile.TuningProfiles;
import dev.berth.core.ModelReference;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Tuning;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How packages are executed on this machine where they do not say it themselves: as they were
/// tuned. Thread-safe.
final class Tunings {
    private static final Logger LOG = LoggerFactory.getLogger(Tunings.class);

    private final Map<ModelReference, Tuning> given;
    private final TuningProfiles profiles;

    private Tunings(Map<ModelReference, Tuning> given, TuningProfiles profiles) {
        this.given = given;
        this.profiles = profiles;
    }

    /// @param given what stands in for the profiles of these models
    static Tunings of(Path system, Map<ModelReference, Tuning> given) {
        return new Tunings(given, TuningProfiles.of(system, Processor.local()));
    }

    /// The package as it is to be executed here. Does I/O.
    ModelPackage applied(Described wanted) {
        return find(wanted).applyTo(wanted.modelPackage());
    }

    private Tuning find(Described wanted) {
        ModelReference model = wanted.reference();
        Tuning instead = given.get(model);
        if (instead != null) {
            return instead;
        }
        return switch (profiles.find(model, wanted.digest())) {
            case TuningProfile.Untuned() -> Tuning.NONE;
            case TuningProfile.Tuned(Tuning tuning, String tunedAt) -> {
                LOG.info("model {}: tuned by bench on {}: {}", model, tunedAt, tuning);
                yield tuning;
            }
            case TuningProfile.Foreign(String reason) -> {
                LOG.info("model {}: its tuning is left out: {}", model, reason);
                yield Tuning.NONE;
            }
            case TuningProfile.Broken(String reason) -> {
                LOG.warn("model {}: its profile cannot be read: {}", model, reason);
                yield Tuning.NONE;
            }
        };
    }
}
