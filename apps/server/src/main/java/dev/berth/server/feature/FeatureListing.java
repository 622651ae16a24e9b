package dev.berth.server.feature;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.ViewFreshness;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.protocol.feature.FeatureJson.Times;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The list of what can be read: entities, views with their features, and services.
public final class FeatureListing {
    private final FeatureDefinitions definitions;
    private final Freshness freshness;
    private final JsonWriter json;

    private FeatureListing(FeatureDefinitions definitions, Freshness freshness, ByteSink sink) {
        this.definitions = definitions;
        this.freshness = freshness;
        this.json = new JsonWriter(sink);
    }

    /// The list as JSON.
    ///
    /// @param freshness as far as it is known
    public static ByteSink write(FeatureDefinitions definitions, Freshness freshness) {
        var sink = new ByteSink(4 << 10);
        new FeatureListing(definitions, freshness, sink).write();
        return sink;
    }

    private void write() {
        json.beginObject().name("entities").beginArray();
        definitions.entities().values().forEach(this::writeEntity);
        json.endArray().name("views").beginArray();
        definitions.views().values().forEach(this::writeView);
        definitions.onDemand().values().forEach(this::writeOnDemand);
        json.endArray().name("services").beginArray();
        definitions.services().values().forEach(this::writeService);
        json.endArray().endObject();
    }

    private void writeService(FeatureService service) {
        json.beginObject().name("name").string(service.reference().name().value());
        json.name("version").number(service.reference().version());
        json.name("summary").string(service.summary());
        writeIfThere("owner", service.owner());
        json.name("tags").plain(service.tags()).name("features").beginArray();
        for (FeatureService.Entry entry : service.features()) {
            json.beginObject().name("reference").string(entry.selection().feature().toString());
            json.name("keys").beginObject();
            entry.selection().fields().forEach((key, field) -> json.name(key).string(field));
            json.endObject();
            writeIfThere("as", entry.alias());
            json.endObject();
        }
        json.endArray().endObject();
    }

    private void writeEntity(Entity entity) {
        json.beginObject().name("name").string(entity.name().value());
        json.name("key").string(entity.key());
        json.name("type").string(entity.type().label());
        json.name("meaning").string(entity.meaning());
        writeIfThere("owner", entity.owner());
        json.endObject();
    }

    private void writeView(FeatureView view) {
        beginView(view.reference(), "stored", view.summary(), view.owner(), view.tags());
        json.name("keys").beginObject();
        for (Map.Entry<EntityName, String> key : view.keys().entrySet()) {
            json.name(definitions.entity(key.getKey()).key()).string(key.getKey().value());
        }
        json.endObject().name("source").string(view.source().value());
        view.timeToLive().ifPresent(ttl -> json.name("ttl").string(ttl.toString()));
        writeFreshness(view);
        writeExpectations(view);
        json.name("features").beginArray();
        for (Feature feature : view.features()) {
            beginFeature(view.reference(), feature.name(), feature.type(), feature.meaning());
            endFeature(feature.type(), feature.unit(), feature.fallback());
        }
        json.endArray().endObject();
    }

    private void writeExpectations(FeatureView view) {
        if (view.expectations().isEmpty()) {
            return;
        }
        json.name("expectations").beginArray();
        for (Expectation expectation : view.expectations()) {
            json.beginObject().name("rule").string(expectation.rule().words());
            json.name("expected").string(expectation.rule().expected());
            json.name("action").string(expectation.action().name().toLowerCase(Locale.ROOT));
            json.endObject();
        }
        json.endArray();
    }

    private void writeFreshness(FeatureView view) {
        freshness
                .of(view.reference())
                .flatMap(ViewFreshness::materializedUntil)
                .ifPresent(until -> json.name("materializedUntil").string(until.toString()));
        freshness
                .latestOf(view)
                .ifPresent(
                        latest -> {
                            json.name("newestEvent").string(latest.newest().toString());
                            json.name("lastArrival").string(latest.arrived().toString());
                        });
    }

    private void writeOnDemand(OnDemandView view) {
        beginView(view.reference(), "on-demand", view.summary(), view.owner(), view.tags());
        json.name("inputs").beginObject();
        view.inputs().forEach((name, type) -> json.name(name).string(type.toString()));
        json.endObject();
        writeKeysOfReads(view);
        json.name("reads").beginArray();
        view.reads().values().forEach(use -> json.string(use.view().toString()));
        json.endArray().name("features").beginArray();
        for (OnDemandView.Computed feature : view.features()) {
            beginFeature(view.reference(), feature.name(), feature.type(), feature.meaning());
            endFeature(feature.type(), feature.unit(), feature.fallback());
        }
        json.endArray().endObject();
    }

    /// The caller's fields with the keys of what is read, each with its entity.
    private void writeKeysOfReads(OnDemandView view) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (FeatureUse use : view.reads().values()) {
            for (EntityName entity : definitions.view(use.view()).keys().keySet()) {
                keys.put(use.field(definitions.entity(entity).key()), entity.value());
            }
        }
        json.name("keys").plain(keys);
    }

    private void beginView(
            ViewReference reference,
            String kind,
            String summary,
            Optional<String> owner,
            List<String> tags) {
        json.beginObject().name("name").string(reference.name().value());
        json.name("version").number(reference.version());
        json.name("kind").string(kind).name("summary").string(summary);
        writeIfThere("owner", owner);
        json.name("tags").plain(tags);
        definitions
                .findPublication(reference)
                .ifPresent(
                        publication ->
                                json.name("published")
                                        .beginObject()
                                        .name("digest")
                                        .string(publication.digest().hex())
                                        .name("at")
                                        .string(publication.at().toString())
                                        .endObject());
    }

    private void beginFeature(
            ViewReference view, FeatureName name, FeatureType type, String meaning) {
        json.beginObject().name("name").string(name.value());
        json.name("reference").string(view + ":" + name);
        json.name("type").string(type.toString());
        json.name("meaning").string(meaning);
    }

    private void endFeature(FeatureType type, Optional<String> unit, Optional<Object> fallback) {
        writeIfThere("unit", unit);
        fallback.ifPresent(
                value -> FeatureJson.write(json.name("default"), type, value, Times.TEXT));
        json.endObject();
    }

    private void writeIfThere(String name, Optional<String> text) {
        text.ifPresent(value -> json.name(name).string(value));
    }
}
