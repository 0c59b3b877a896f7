//! Icons after Lucide's, 24 by 24, drawn with the text's colour.

use markup::html;
use yew::Html;

/// An icon by its name; nothing for an unknown one.
pub fn icon(name: &str) -> Html {
    let d = match name {
        "start" => "M19 20 9 12l10-8zM5 19V5",
        "back" => "M18 6v12l-9-6zM6 6v12",
        "play" => "M6 3.5 20 12 6 20.5z",
        "pause" => "M7 4h3v16H7zM14 4h3v16h-3z",
        "step" => "M6 18V6l9 6zM18 6v12",
        "next" => "m5 5 7 7-7 7zM13 5l7 7-7 7zM21 5v14",
        "undo" => "M9 14 4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11",
        "reset" => "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5",
        "save" => "M12 3v12M7 10l5 5 5-5M4 19h16",
        "open" => "M12 21V9M7 14l5-5 5 5M4 5h16",
        "moon" => "M20.5 13.5A8.5 8.5 0 1 1 10.5 3.5a6.6 6.6 0 0 0 10 10z",
        "sun" => {
            "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4"
        }
        "copy" => "M9 9h11v11H9zM5 15H4V4h11v1",
        "x" => "M18 6 6 18M6 6l12 12",
        "plus" => "M12 5v14M5 12h14",
        "trash" => "M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3",
        "search" => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.6-4.6",
        "route" => {
            "M6 16a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM18 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9 19h7.5a3.5 3.5 0 0 0 0-7h-9a3.5 3.5 0 0 1 0-7H15"
        }
        "check" => "m5 12.5 4.5 4.5L19 7",
        "warn" => "M12 3 2 20h20zM12 10v4M12 17v.5",
        "info" => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.5",
        "clock" => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
        "stop" => "M6 6h12v12H6z",
        "left" => "m15 6-6 6 6 6",
        "right" => "m9 6 6 6-6 6",
        "folder" => "M3 6h6l2 2h10v11H3z",
        "file" => "M6 3h8l4 4v14H6zM14 3v4h4",
        "table" => "M4 5h16v14H4zM4 10h16M10 10v9",
        "bolt" => "M13 3 5 14h6l-1 7 8-11h-6z",
        "keys" => "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17 10h.01M7 14h.01M10 14h7",
        "pen" => "m4 20 1-5L16 4l4 4L9 19z",
        "up" => "m6 15 6-6 6 6",
        "low" => "m6 9 6 6 6-6",
        "funnel" => "M3 5h18l-7 8v6l-4 2v-8z",
        "chart" => "M4 4v16h16M9 16v-4M13 16V8M17 16v-6",
        "minus" => "M5 12h14",
        "fit" => "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
        "full" => "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
        "list" => "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
        "works" => "M3 9h6v6H3zM15 4h6v6h-6zM15 14h6v6h-6zM9 12h3M12 7v10M12 7h3M12 17h3",
        "down" => "M12 4v11M7 11l5 5 5-5M5 20h14",
        _ => return Html::default(),
    };
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={d} /></svg>
    }
}
