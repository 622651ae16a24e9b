@NullMarked
package dev.berth.cards.schema;

import org.jspecify.annotations.NullMarked;
