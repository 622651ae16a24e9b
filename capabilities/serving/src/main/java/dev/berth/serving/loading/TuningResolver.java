package dev.berth.serving.loading;

import dev.berth.catalog.profile.CpuInfo;
import dev.berth.catalog.profile.TuningProfile;
import dev.berth.catalog.profile.TuningProfiles;
import dev.berth.core.ModelReference;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.TunedSettings;
import dev.berth.serving.execution.PackageRevision;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tuned settings of packages on this machine, for what the packages leave open. Thread-safe.
public final class TuningResolver {
    private static final Logger LOG = LoggerFactory.getLogger(TuningResolver.class);

    private final Map<ModelReference, TunedSettings> given;
    private final TuningProfiles profiles;

    private TuningResolver(Map<ModelReference, TunedSettings> given, TuningProfiles profiles) {
        this.given = given;
        this.profiles = profiles;
    }

    /// The tuning of a system on this machine. Does I/O.
    ///
    /// @param given what stands in for the profiles of these models
    public static TuningResolver of(Path system, Map<ModelReference, TunedSettings> given) {
        return new TuningResolver(given, TuningProfiles.of(system, CpuInfo.local()));
    }

    /// The package with its tuned settings. Does I/O.
    public ModelPackage applied(PackageRevision wanted) {
        return find(wanted).applyTo(wanted.modelPackage());
    }

    private TunedSettings find(PackageRevision wanted) {
        ModelReference model = wanted.reference();
        TunedSettings instead = given.get(model);
        if (instead != null) {
            return instead;
        }
        return switch (profiles.find(model, wanted.digest())) {
            case TuningProfile.Untuned() -> TunedSettings.NONE;
            case TuningProfile.Tuned(TunedSettings tuning, String tunedAt) -> {
                LOG.info("model {}: tuned by bench on {}: {}", model, tunedAt, tuning);
                yield tuning;
            }
            case TuningProfile.Foreign(String reason) -> {
                LOG.info("model {}: its tuning is left out: {}", model, reason);
                yield TunedSettings.NONE;
            }
            case TuningProfile.Broken(String reason) -> {
                LOG.warn("model {}: its profile cannot be read: {}", model, reason);
                yield TunedSettings.NONE;
            }
        };
    }
}
