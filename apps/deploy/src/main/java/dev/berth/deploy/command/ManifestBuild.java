package dev.berth.deploy.command;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.deploy.kubernetes.ManifestInput;
import dev.berth.deploy.kubernetes.SystemManifests;
import dev.berth.deploy.kubernetes.SystemNeeds;
import dev.berth.deploy.sizing.MemoryPlan;
import dev.berth.deploy.sizing.ModelMemory;
import dev.berth.deploy.sizing.ProfileFiles;
import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.sizing.ReplicaSizing;
import dev.berth.deploy.sizing.SizingRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Manifests of one system, from its files and the options.
final class ManifestBuild {
    private final ManifestInput input;

    private ManifestBuild(ManifestInput input) {
        this.input = input;
    }

    static ManifestBuild of(Path system, LoadOptions loads, ClusterOptions cluster)
            throws IOException {
        CatalogSnapshot snapshot = Catalog.open(system).read();
        SystemNeeds needs = SystemNeeds.of(snapshot);
        if (needs.models().isEmpty() && needs.endpoints().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    system + " has no model that can be served",
                    "look at `berth check " + system + "`");
        }
        ProfileFiles profiles = ProfileFiles.read(system);
        var reader = new LoadReader(needs, profiles, loads.targets(), loads.measured());
        ReplicaPlan plan =
                ReplicaSizing.plan(
                        new SizingRequest(
                                reader.read(loads.rates()),
                                loads.headroom(),
                                loads.cpu(),
                                loads.minReplicas(),
                                loads.maxReplicas()));
        ModelMemory memory = memory(needs, profiles, loads, plan);
        return new ManifestBuild(
                new ManifestInput(
                        cluster.settings(needs.name()),
                        needs,
                        plan,
                        memory,
                        new MemoryPlan(memory.bytes(), loads.headroom()),
                        weightBytes(needs, profiles, memory.bytes())));
    }

    Map<String, String> files() {
        return SystemManifests.of(input);
    }

    /// What was computed, and what the system may lack in a cluster.
    List<String> summary() {
        ReplicaPlan plan = input.plan();
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%d replicas of %d processors and %d MiB for %.5g requests/s, up to %.4g/s"
                                + " each; %d to %d under the autoscaler",
                        plan.replicas(),
                        plan.processors(),
                        input.memory().mebibytes(),
                        plan.request().perSecond(),
                        plan.ratePerReplica(),
                        plan.minReplicas(),
                        plan.maxReplicas()));
        if (input.needs().hasLocalStore()) {
            lines.add(
                    "warning: features are kept in the system's folder, which replicas do not"
                            + " share; set features.store in berth.yaml to a Redis or Valkey server");
        }
        return lines;
    }

    private static ModelMemory memory(
            SystemNeeds needs, ProfileFiles profiles, LoadOptions loads, ReplicaPlan plan) {
        Long given = loads.memoryBytes();
        OptionalInt copies = loads.modelCopies();
        if (given != null && copies.isPresent()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--memory beside --model-copies",
                    "leave one out: the share of a replica follows from the memory of each model");
        }
        if (given != null) {
            return ModelMemory.given(given);
        }
        return copies.isPresent()
                ? ModelMemory.share(needs.models(), profiles, plan.minReplicas(), copies.getAsInt())
                : ModelMemory.all(needs.models(), profiles);
    }

    private static long weightBytes(SystemNeeds needs, ProfileFiles profiles, long memory) {
        long sum = 0;
        for (String model : needs.models()) {
            OptionalLong bytes = profiles.weightBytes(model);
            if (bytes.isEmpty()) {
                return memory;
            }
            sum += bytes.getAsLong();
        }
        return sum;
    }
}
