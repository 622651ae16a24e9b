package dev.berth.cards.part;

import dev.berth.cards.document.DocumentSubject;
import java.util.List;
import java.util.Optional;

/// The files `cards/NAME.yaml` of a system.
///
/// @param all in the order of their names
public record Cards(List<CardDescription> all) {
    /// The folder of the files, below the system's directory.
    public static final String FOLDER = "cards";

    public Cards {
        all = List.copyOf(all);
    }

    public List<String> names() {
        return all.stream().map(CardDescription::name).toList();
    }

    public Optional<CardDescription> find(String name) {
        return all.stream().filter(card -> card.name().equals(name)).findFirst();
    }

    /// The file about a model or endpoint: that of its name before others.
    ///
    /// @param subject of a model with its version
    public Optional<CardDescription> find(DocumentSubject subject) {
        List<CardDescription> about =
                all.stream().filter(card -> isAbout(card.subject(), subject)).toList();
        return about.stream()
                .filter(card -> card.name().equals(subject.name()))
                .findFirst()
                .or(() -> about.stream().findFirst());
    }

    private static boolean isAbout(DocumentSubject described, DocumentSubject subject) {
        return described.kind() == subject.kind()
                && described.name().equals(subject.name())
                && (described.version().isEmpty() || described.version().equals(subject.version()));
    }
}
