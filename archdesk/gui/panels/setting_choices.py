"""The edition and the region in the toolbar: what the whole design is judged and priced by."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from archdesk.app.edits import set_settings
from archdesk.app.session import Session
from archdesk.gui.panels.regions import REGIONS
from archdesk.gui.panels.widgets import Choices
from archdesk.model.design import Change


class SettingChoices(QWidget):
    """Two lists that follow the design's settings, and change them."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        self.edition = Choices(self)
        self.edition.setToolTip("Which truth applies: today's AWS, or the study notes of 2019")
        self.edition.setAccessibleName("Edition")
        for text, value in (("Current AWS", "current"), ("2019 notes", "notes")):
            self.edition.addItem(text, value)
        self.region = Choices(self)
        self.region.setToolTip("The region the design is priced in")
        self.region.setAccessibleName("Region")
        for region in REGIONS:
            self.region.addItem(region, region)
        for box in (self.edition, self.region):
            box.setFixedWidth(132)
            row.addWidget(box)
        self.edition.activated.connect(self._edition_chosen)
        self.region.activated.connect(self._region_chosen)
        session.follow(self._changed)
        self._changed(None)

    def _edition_chosen(self, index: int) -> None:
        set_settings(self.session.design, "Set edition", edition=self.edition.itemData(index))

    def _region_chosen(self, index: int) -> None:
        set_settings(self.session.design, "Set region", region=self.region.itemData(index))

    def _changed(self, change: Change | None) -> None:
        settings = self.session.design.settings
        self.edition.setCurrentIndex(self.edition.findData(settings.edition))
        if self.region.findData(settings.region) < 0:
            self.region.addItem(settings.region, settings.region)
        self.region.setCurrentIndex(self.region.findData(settings.region))
