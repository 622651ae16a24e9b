/// YAML files with places: a file becomes plain values and a map from JSON pointer to line, and a
/// JSON Schema reports everything that is wrong with it at once.
///
/// Start reading at [dev.berth.catalog.document.DocumentReader]. Deliberately absent: what the
/// values mean, which is the catalog's own package.
@NullMarked
package dev.berth.catalog.document;

import org.jspecify.annotations.NullMarked;
