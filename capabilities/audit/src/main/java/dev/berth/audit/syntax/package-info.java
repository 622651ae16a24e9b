/// Syntax trees of source files, parsed by tree-sitter's grammars.
///
/// The native trees are copied and released at once: nothing outside this package touches native
/// memory.
@NullMarked
package dev.berth.audit.syntax;

import org.jspecify.annotations.NullMarked;
