package dev.berth.verification.sample;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.PartFiles;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.system.ValidationError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Files `notices/*.yaml` of a system.
public final class NoticesPart implements SystemPart<Notices> {
    @Override
    public String folder() {
        return "notices";
    }

    @Override
    public Class<Notices> type() {
        return Notices.class;
    }

    @Override
    public Schema schema() {
        return Schema.ofResource(NoticesPart.class, "notices.schema.json");
    }

    @Override
    public PartReading<Notices> read(PartFolder folder) {
        PartFiles files = folder.files();
        Map<String, Notices.Notice> notices = new HashMap<>();
        for (DocumentNode root : files.roots()) {
            root.child("notices")
                    .map(DocumentNode::entries)
                    .orElse(Map.of())
                    .forEach((name, place) -> read(name, place, notices));
        }
        return files.reading(new Notices(notices));
    }

    private static void read(String name, DocumentNode place, Map<String, Notices.Notice> notices) {
        if (notices.containsKey(name)) {
            place.error("the notice '" + name + "' again", "each name once", "rename one");
            return;
        }
        Optional<String> text = place.text("text");
        if (text.isPresent() && place.isSound()) {
            notices.put(
                    name,
                    new Notices.Notice(
                            text.get(),
                            place.text("model"),
                            place.document().locate(place.pointer())));
        }
    }

    @Override
    public List<ValidationError> check(Notices description, CatalogSnapshot system) {
        List<String> models = system.part(Models.class).names();
        return description.byName().values().stream()
                .filter(notice -> notice.model().filter(name -> !models.contains(name)).isPresent())
                .map(notice -> unknownModel(notice, models))
                .toList();
    }

    private static ValidationError unknownModel(Notices.Notice notice, List<String> models) {
        return new ValidationError(
                notice.location(),
                "",
                "a notice of the model '" + notice.model().orElseThrow() + "'",
                "a model of the system: " + models,
                "name one of them");
    }
}
