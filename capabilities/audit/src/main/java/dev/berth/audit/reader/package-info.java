/// Readers of facts from syntax trees, one for each language.
@NullMarked
package dev.berth.audit.reader;

import org.jspecify.annotations.NullMarked;
