from modeltranslation.translator import TranslationOptions, register

from tests.publishing.scratch.models import Showing, Viewpoint


@register(Viewpoint)
class ViewpointTranslation(TranslationOptions):
    fields = ("name", "text")


@register(Showing)
class ShowingTranslation(TranslationOptions):
    fields = ("name", "text")
