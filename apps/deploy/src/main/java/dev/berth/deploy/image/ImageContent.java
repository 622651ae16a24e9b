package dev.berth.deploy.image;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.system.CatalogSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What goes into an image above its base: layers and the command of a container.
///
/// @param layers those that change seldom first: runtime, libraries, Berth, class cache, each model
///   version, descriptions
record ImageContent(
        List<ImageLayer> layers,
        StagingFolder staging,
        List<String> entrypoint,
        Map<String, String> environment) {

    ImageContent {
        layers = List.copyOf(layers);
        entrypoint = List.copyOf(entrypoint);
        // In one order, which Map.copyOf has not.
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /// What an image is made of.
    ///
    /// @param work an empty folder for everything that is needed meanwhile
    /// @param cache the folder of fetched artifacts and of class caches
    /// @param classList see [ClassCache#make]; the image has no class cache without `hasClassCache`
    record Sources(
            Path system,
            Installation installation,
            Platform platform,
            Path work,
            Path cache,
            ArtifactStore store,
            boolean hasClassCache,
            Optional<Path> classList) {}

    /// Stages everything. Blocks; takes a minute where the class cache must be made.
    static ImageContent of(Sources sources) throws IOException, InterruptedException {
        var staging = StagingFolder.below(sources.work());
        Catalog catalog = Catalog.open(sources.system());
        CatalogSnapshot snapshot = catalog.read();
        Map<String, List<Path>> models =
                new SystemFiles(sources.system(), staging, sources.cache(), sources.store())
                        .stage(catalog, snapshot);
        Set<SystemNeeds> needs = SystemNeeds.of(snapshot);
        JavaRuntime.link(
                sources.installation().javaHome(),
                JavaRuntime.modules(needs),
                staging.at(StagingFolder.JAVA),
                sources.work().resolve("jlink.log"));
        stageJars(sources, staging, needs);
        for (Path file : StagingFolder.files(sources.installation().launch())) {
            staging.copy(file, StagingFolder.LAUNCH + "/" + file.getFileName());
        }
        staging.setTimes();
        List<String> options = sources.installation().options();
        if (sources.hasClassCache()) {
            new ClassCache(staging, options, sources.cache().resolve("classes"), sources.work())
                    .make(sources.classList());
            staging.setTimes();
        }
        List<String> jars =
                staging.jars().stream().map(jar -> jar.getFileName().toString()).toList();
        return new ImageContent(
                layers(staging, models),
                staging,
                LaunchCommand.entrypoint(
                        options,
                        jars,
                        sources.hasClassCache(),
                        snapshot.system().access().consumers().isEmpty()),
                LaunchCommand.environment());
    }

    private static void stageJars(Sources sources, StagingFolder staging, Set<SystemNeeds> needs)
            throws IOException {
        Path folder = Files.createDirectories(staging.at(StagingFolder.LIBRARIES));
        var trimmer = new JarTrimmer(sources.platform(), staging.at(StagingFolder.NATIVES));
        for (Path jar : sources.installation().jars()) {
            String name = String.valueOf(jar.getFileName());
            if (Libraries.isNeeded(name, needs)) {
                trimmer.copy(jar, folder.resolve(name));
            }
        }
    }

    private static List<ImageLayer> layers(StagingFolder staging, Map<String, List<Path>> models)
            throws IOException {
        List<ImageLayer> layers = new ArrayList<>();
        Path classCache = staging.at(StagingFolder.CLASS_CACHE);
        layers.add(
                new ImageLayer(
                        "java runtime", StagingFolder.files(staging.at(StagingFolder.JAVA))));
        List<Path> libraries =
                new ArrayList<>(StagingFolder.files(staging.at(StagingFolder.NATIVES)));
        List<Path> own = new ArrayList<>(StagingFolder.files(staging.at(StagingFolder.LAUNCH)));
        for (Path jar : staging.jars()) {
            (Libraries.isOwn(jar.getFileName().toString()) ? own : libraries).add(jar);
        }
        layers.add(new ImageLayer("libraries", libraries));
        layers.add(new ImageLayer("berth", own));
        if (Files.exists(classCache)) {
            layers.add(new ImageLayer("class cache", List.of(classCache)));
        }
        Set<Path> ofModels = new HashSet<>();
        models.forEach(
                (reference, files) -> {
                    if (!files.isEmpty()) {
                        layers.add(new ImageLayer(ImageLayer.MODEL + reference, files));
                        ofModels.addAll(files);
                    }
                });
        layers.add(
                new ImageLayer(
                        "descriptions",
                        StagingFolder.files(staging.at(StagingFolder.SYSTEM)).stream()
                                .filter(file -> !ofModels.contains(file))
                                .toList()));
        return layers;
    }
}
