from django.urls import path

from edges.views import detail, lists, own, performance

urlpatterns = [
    path("", lists.show_board, name="board"),
    path("doubtful/", lists.doubtful, name="doubtful"),
    path("history/", lists.history, name="history"),
    path("taken/", lists.taken, name="taken"),
    path("performance/", performance.show, name="performance"),
    path("preferences/", own.preferences, name="preferences"),
    path("chances/", own.chances, name="chances"),
    path("chances/<int:pk>/", own.tell_chance, name="tell-chance"),
    path("searches/keep/", own.keep_search, name="keep-search"),
    path("searches/<int:pk>/delete/", own.delete_search, name="delete-search"),
    path("links/<int:pk>/unlink/", detail.unlink, name="unlink"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/take/", detail.take, name="take"),
    path("<int:pk>/tags/", detail.retag, name="retag"),
    path("<int:pk>/give-up/", detail.give_up, name="give-up"),
    path("<int:pk>/link/", detail.link, name="link"),
]
