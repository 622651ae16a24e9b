package dev.berth.cards.outline;

/// A text that an author contributes to a section.
///
/// @param key in `cards/NAME.yaml`, below that of the section
/// @param title heading of the text
/// @param what a noun phrase for the notice that it is missing
public record OutlineItem(String key, String title, String what, Need need) {

    /// How much a section needs a text.
    public enum Need {
        /// The section is incomplete without it.
        REQUIRED,
        /// The document says that it is not stated.
        RECOMMENDED,
        /// A remark on what the system knows, which may be left out.
        REMARK
    }

    static OutlineItem required(String key, String title, String what) {
        return new OutlineItem(key, title, what, Need.REQUIRED);
    }

    static OutlineItem optional(String key, String title, String what) {
        return new OutlineItem(key, title, what, Need.RECOMMENDED);
    }

    static OutlineItem remark(String key, String title) {
        return new OutlineItem(key, title, title, Need.REMARK);
    }
}
