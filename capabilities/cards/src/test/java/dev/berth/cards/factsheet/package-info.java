@NullMarked
package dev.berth.cards.factsheet;

import org.jspecify.annotations.NullMarked;
