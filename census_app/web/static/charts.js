/* Each figure[data-chart] draws itself from the table inside it: the cells with data-value are its bars. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const bangla = document.documentElement.lang === "bn";
  const shown = value => {
    const text = Number(value).toLocaleString("en-IN");
    return bangla ? text.replace(/[0-9]/g, digit => "০১২৩৪৫৬৭৮৯"[digit]) : text;
  };
  const colours = ["#0b7d74", "#d98a1f", "#4a6fa5"];
  Chart.defaults.font.family = 'system-ui, "Noto Sans Bengali", sans-serif';
  Chart.defaults.font.size = 13;
  Chart.defaults.color = "#1b2a29";
  Chart.defaults.animation = false;

  const broken = (text, widest) => text.split(" ").reduce((lines, word) => {
    const longer = `${lines.at(-1)} ${word}`.trim();
    return longer.length > widest ? [...lines, word] : [...lines.slice(0, -1), longer];
  }, [""]).filter(Boolean);

  const draw = figure => {
    const rows = [...figure.querySelectorAll("tbody tr:has(th)")].slice(0, 12);
    const widest = figure.clientWidth < 480 ? 15 : 30;
    const labels = rows.map(row => broken(row.querySelector("th").textContent.trim(), widest));
    const lines = Math.max(1, ...labels.map(label => label.length));
    const heads = [...figure.querySelectorAll("thead th")].slice(1);
    const columns = rows.length ? rows[0].querySelectorAll("[data-value]").length : 0;
    const datasets = Array.from({ length: columns }, (_, column) => ({
      label: heads[column].textContent,
      data: rows.map(row => Number(row.querySelectorAll("[data-value]")[column].dataset.value)),
      backgroundColor: colours[column],
      maxBarThickness: 26,
    }));
    const box = figure.querySelector(".chart");
    const bar = columns > 1 && !("stacked" in figure.dataset) ? 44 : 30;
    box.style.height = `${56 + labels.length * Math.max(bar, 16 * lines + 8)}px`;
    new Chart(figure.querySelector("canvas"), {
      type: "bar",
      data: { labels, datasets },
      options: {
        indexAxis: "y",
        maintainAspectRatio: false,
        plugins: {
          legend: { display: columns > 1 },
          tooltip: { callbacks: { label: item => `${item.dataset.label}: ${shown(item.raw)}` } },
        },
        scales: {
          x: { stacked: "stacked" in figure.dataset, ticks: { precision: 0, callback: shown }, grid: { color: "#e4e9e6" } },
          y: { stacked: "stacked" in figure.dataset, grid: { display: false }, ticks: { autoSkip: false } },
        },
      },
    });
  };
  document.fonts.ready.then(() => document.querySelectorAll("figure[data-chart]").forEach(draw));
});
