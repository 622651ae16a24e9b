@NullMarked
package dev.berth.cards.chart;

import org.jspecify.annotations.NullMarked;
